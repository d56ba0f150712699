{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set dates = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'] %}
{% set current_cases = standing_records_join(
    ref('stg_salesforce__case_known'), 'current_cases', 'case_id', 'case_hash'
) %}
{% set current_opportunities = standing_records_join(
    ref('stg_salesforce__opportunity_known'), 'current_opportunities', 'opportunity_id', 'opportunity_hash'
) %}
{% set dated_rate_rows = source_rows(
    source('raw_salesforce', 'dated_conversion_rate'),
    [
        ['Id', 'rate_id', 'salesforce_id'], ['StartDate', 'rate_date', 'date'],
        ['IsoCode', 'to_currency_code', 'text'],
    ],
    changed_at=dates, deleted='IsDeleted',
) %}
{% set cost_rows = source_rows(
    source('raw_salesforce', 'campaign'),
    [
        ['Id', 'campaign_id', 'salesforce_id'], ['CurrencyIsoCode', 'currency_code', 'text'],
        ['ActualCost', 'cost_source_amount', 'amount'],
    ],
    changed_at=dates, deleted='IsDeleted',
) %}
{% set currency_rows = source_rows(
    source('raw_salesforce', 'currency_type'),
    [['Id', 'rate_id', 'salesforce_id'], ['IsoCode', 'to_currency_code', 'text']],
    changed_at=dates, deleted='IsDeleted',
) %}
with opportunities as (

    {{ accounted_totals(
        source('raw_salesforce', 'opportunity'), ref('stg_salesforce__opportunity_known'),
        [
            ['Id', 'opportunity_id', 'salesforce_id'], ['CurrencyIsoCode', 'currency_code', 'text'],
            ['Amount', 'opportunity_source_amount', 'amount'],
        ],
        ['opportunity_source_amount'],
        changed_at=dates, deleted='IsDeleted',
        currency='records.currency_code', key=['opportunity_id'],
    ) }}

),

opportunity_changes as (

    {{ accounted_totals(
        source('raw_salesforce', 'opportunity_history'), ref('stg_salesforce__opportunity_history_known'),
        changed_at=dates, deleted='IsDeleted',
        excluded=[
            ['without_opportunity', 'current_opportunities.opportunity_hash is null'],
            ['after_as_of', 'coalesce(records.created_at, records.changed_at) >= ' ~ known_before()],
        ],
        join=current_opportunities,
    ) }}

),

leads as (

    {{ accounted_totals(
        source('raw_salesforce', 'lead'), ref('stg_salesforce__lead_known'),
        changed_at=dates, deleted='IsDeleted',
    ) }}

),

cases as (

    {{ accounted_totals(
        source('raw_salesforce', 'case'), ref('stg_salesforce__case_known'),
        changed_at=dates, deleted='IsDeleted',
    ) }}

),

case_events as (

    {{ accounted_totals(
        source('raw_salesforce', 'case_history'), ref('stg_salesforce__case_history_known'),
        changed_at=dates, deleted='IsDeleted',
        excluded=[['without_case', 'current_cases.case_hash is null']], join=current_cases,
    ) }}

),

campaign_members as (

    {{ accounted_totals(
        source('raw_salesforce', 'campaign_member'), ref('stg_salesforce__campaign_member_known'),
        changed_at=dates, deleted='IsDeleted',
    ) }}

),

cost_rows as (

    {{ cost_rows }}

),

cost_versions as (

    {{ classified_rows('cost_rows', ['campaign_id']) }}

),

campaign_costs as (

    select
        cost_versions.row_count,
        cost_versions.is_raw,
        cost_versions.currency_code,
        cost_versions.cost_source_amount,
        case
            when cost_versions.version_exclusion is not null then cost_versions.version_exclusion
            when cost_versions.is_raw then null
            when costs.cost_id is null then 'after_as_of'
            when costs.is_of_other_system then 'other_system'
        end as exclusion_name
    from cost_versions
    left join {{ ref('int_marketing_campaign_cost') }} as costs
        on costs.source_system = 'salesforce'
        and cost_versions.campaign_id = costs.cost_id
    where cost_versions.cost_source_amount is not null

),

dated_rate_rows as (

    {{ dated_rate_rows }}

),

dated_rate_versions as (

    {{ classified_rows('dated_rate_rows', ['rate_id']) }}

),

currency_rows as (

    {{ currency_rows }}

),

currency_versions as (

    {{ classified_rows('currency_rows', ['rate_id']) }}

),

corporate as (

    select max(currency_code) as from_currency_code
    from {{ ref('stg_salesforce__currency_type') }}
    where is_corporate

),

rate_versions as (

    select
        dated_rate_versions.row_count,
        dated_rate_versions.is_raw,
        dated_rate_versions.version_exclusion,
        case
            when dated_rate_versions.rate_date < {{ since_ever() }} then {{ since_ever() }}
            else dated_rate_versions.rate_date
        end as rate_date,
        corporate.from_currency_code,
        dated_rate_versions.to_currency_code
    from dated_rate_versions
    cross join corporate

    union all

    select
        currency_versions.row_count,
        currency_versions.is_raw,
        case
            when currency_versions.is_raw then null
            when currency_versions.version_exclusion is not null then currency_versions.version_exclusion
            when lasting.rate_date is null then 'superseded'
        end as version_exclusion,
        lasting.rate_date,
        lasting.from_currency_code,
        currency_versions.to_currency_code
    from currency_versions
    left join {{ ref('int_salesforce__exchange_rate') }} as lasting
        on not lasting.is_dated
        and currency_versions.to_currency_code = lasting.to_currency_code

),

exchange_rates as (

    {{ classified_rates('rate_versions', 'salesforce') | indent(4) }}

),

final as (
    {% for entity, relation in [
        ('opportunity', 'opportunities'), ('opportunity_change', 'opportunity_changes'), ('lead', 'leads'),
        ('case', 'cases'), ('case_event', 'case_events'), ('campaign_member', 'campaign_members'),
        ('campaign_cost', 'campaign_costs'), ('exchange_rate', 'exchange_rates'),
    ] %}
    {{ control_totals(entity, relation) }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
