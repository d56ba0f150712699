{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
{% set dates = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'] %}
with opportunity_versions as (

    {{ accounted_rows(
        source('raw_salesforce', 'opportunity'), ref('stg_salesforce__opportunity_known'),
        [
            ['Id', 'opportunity_id', 'text'], ['CurrencyIsoCode', 'currency_code', 'text'],
            ['Amount', 'opportunity_source_amount', 'amount'],
        ],
        key=['opportunity_id'], changed_at=dates, deleted='IsDeleted', has_currency=true,
    ) }}

),

opportunities as (

    select *, version_exclusion as exclusion_name from opportunity_versions

),

lead_versions as (

    {{ accounted_rows(
        source('raw_salesforce', 'lead'), ref('stg_salesforce__lead_known'),
        [['Id', 'lead_id', 'text']],
        key=['lead_id'], changed_at=dates, deleted='IsDeleted',
    ) }}

),

leads as (

    select *, version_exclusion as exclusion_name from lead_versions

),

case_versions as (

    {{ accounted_rows(
        source('raw_salesforce', 'case'), ref('stg_salesforce__case_known'),
        [['Id', 'case_id', 'text']],
        key=['case_id'], changed_at=dates, deleted='IsDeleted',
    ) }}

),

cases as (

    select *, version_exclusion as exclusion_name from case_versions

),

case_event_versions as (

    {{ accounted_rows(
        source('raw_salesforce', 'case_history'), ref('stg_salesforce__case_history_known'),
        [['Id', 'case_history_id', 'text'], ['CaseId', 'case_id', 'text']],
        key=['case_history_id'], changed_at=dates, deleted='IsDeleted',
    ) }}

),

case_events as (

    select
        case_event_versions.*,
        case
            when case_event_versions.version_exclusion is not null
                then case_event_versions.version_exclusion
            when not case_event_versions.is_raw and cases.case_id is null then 'without_case'
        end as exclusion_name
    from case_event_versions
    left join cases
        on case_event_versions.case_id = cases.case_id
        and cases.exclusion_name is null
        and not cases.is_raw

),

campaign_member_versions as (

    {{ accounted_rows(
        source('raw_salesforce', 'campaign_member'), ref('stg_salesforce__campaign_member_known'),
        [['Id', 'campaign_member_id', 'text']],
        key=['campaign_member_id'], changed_at=dates, deleted='IsDeleted',
    ) }}

),

campaign_members as (

    select *, version_exclusion as exclusion_name from campaign_member_versions

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
