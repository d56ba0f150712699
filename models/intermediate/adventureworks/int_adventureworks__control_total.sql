{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a row that staging loses shows as a difference. #}
{% set columns %}
        SalesOrderNumber,
        SalesOrderLineNumber,
        cast(OrderDate as date) as event_date,
        cast(OrderQuantity as decimal(18, 4)) as quantity,
        {{ amount('SalesAmount') }} as net_source_amount,
        {{ amount('TaxAmt') }} as tax_source_amount,
        {{ amount('TotalProductCost') }} as cost_source_amount,
        'USD' as currency_code,
        _loaded_at,
        _load_id
{% endset %}
{% set quota_rows = source_rows(
    source('raw_adventureworks', 'fact_sales_quota'),
    [
        ['EmployeeKey', 'employee_number', 'text'], ['Date', 'quota_date', 'date'],
        ['SalesAmountQuota', 'target_source_amount', 'amount'],
    ],
) %}
{% set rate_rows = source_rows(
    source('raw_adventureworks', 'fact_currency_rate'),
    [['CurrencyKey', 'currency_number', 'text'], ['Date', 'rate_date', 'date']],
) %}
with internet_sales as (

    select
        {{- columns }}
    from {{ source('raw_adventureworks', 'fact_internet_sales') }}

),

reseller_sales as (

    select
        {{- columns }}
    from {{ source('raw_adventureworks', 'fact_reseller_sales') }}

),

ranked as (

    {{ load_ranked('internet_sales', ['SalesOrderNumber', 'SalesOrderLineNumber']) }}

    union all

    {{ load_ranked('reseller_sales', ['SalesOrderNumber', 'SalesOrderLineNumber']) }}

),

order_lines as (

    select *, 1 as row_count, true as is_raw, cast(null as varchar) as exclusion_name from ranked

    union all

    select
        *,
        1 as row_count,
        false as is_raw,
        case
            when load_rank > 1 then 'superseded'
            when event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from ranked

),

quota_rows as (

    {{ quota_rows }}

),

quota_versions as (

    {{ classified_rows('quota_rows', ['employee_number', 'quota_date']) }}

),

sales_targets as (

    select
        *,
        'USD' as currency_code,
        version_exclusion as exclusion_name
    from quota_versions

),

rate_rows as (

    {{ rate_rows }}

),

rate_row_versions as (

    {{ classified_rows('rate_rows', ['currency_number', 'rate_date']) }}

),

rate_versions as (

    select
        rate_row_versions.*,
        currencies.currency_code as from_currency_code,
        'USD' as to_currency_code
    from rate_row_versions
    left join {{ ref('stg_adventureworks__currency') }} as currencies
        on rate_row_versions.currency_number = currencies.currency_number

),

exchange_rates as (

    {{ classified_rates('rate_versions', 'adventureworks') | indent(4) }}

),

final as (
    {% for entity in ['order_line', 'sales_target', 'exchange_rate'] %}
    {{ control_totals(entity, entity ~ 's') }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
