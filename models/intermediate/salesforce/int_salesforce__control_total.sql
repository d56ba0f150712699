{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set dates = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'] %}
{% set current_cases %}
left join (
    select {{ row_hash(['case_id']) }} as case_hash
    from {{ ref('stg_salesforce__case_known') }}
    where
        _version_count > 0
        and not is_deleted
        and case_id is not null
) as current_cases
    on {{ row_hash(['records.case_id']) }} = current_cases.case_hash
{% endset %}
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

final as (
    {% for entity, relation in [
        ('opportunity', 'opportunities'), ('lead', 'leads'), ('case', 'cases'),
        ('case_event', 'case_events'), ('campaign_member', 'campaign_members'),
    ] %}
    {{ control_totals(entity, relation) }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
