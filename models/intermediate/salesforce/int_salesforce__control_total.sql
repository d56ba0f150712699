{{ config(schema='intermediate') }}

{# Adds up raw rows without staging, so that a fault in staging shows as a difference. #}
{% set changed_at = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'] %}
with opportunity_rows as (

    {{ source_rows(
        source('raw_salesforce', 'opportunity'),
        [
            ['Id', 'opportunity_id', 'text'], ['CurrencyIsoCode', 'currency_code', 'text'],
            ['Amount', 'opportunity_source_amount', 'amount'],
        ],
        changed_at=changed_at, deleted='IsDeleted',
    ) }}

),

opportunity_versions as (

    {{ classified_rows('opportunity_rows', ['opportunity_id']) }}

),

opportunities as (

    select *, version_exclusion as exclusion_name from opportunity_versions

),

lead_rows as (

    {{ source_rows(
        source('raw_salesforce', 'lead'),
        [['Id', 'lead_id', 'text']],
        changed_at=changed_at, deleted='IsDeleted',
    ) }}

),

lead_versions as (

    {{ classified_rows('lead_rows', ['lead_id']) }}

),

leads as (

    select *, version_exclusion as exclusion_name from lead_versions

),

case_rows as (

    {{ source_rows(
        source('raw_salesforce', 'case'),
        [['Id', 'case_id', 'text']],
        changed_at=changed_at, deleted='IsDeleted',
    ) }}

),

case_versions as (

    {{ classified_rows('case_rows', ['case_id']) }}

),

cases as (

    select *, version_exclusion as exclusion_name from case_versions

),

case_event_rows as (

    {{ source_rows(
        source('raw_salesforce', 'case_history'),
        [['Id', 'case_history_id', 'text'], ['CaseId', 'case_id', 'text']],
        changed_at=changed_at, deleted='IsDeleted',
    ) }}

),

case_event_versions as (

    {{ classified_rows('case_event_rows', ['case_history_id']) }}

),

case_events as (

    select
        case_event_versions.*,
        false as is_implied,
        case
            when case_event_versions.version_exclusion is not null
                then case_event_versions.version_exclusion
            when cases.case_id is null then 'without_case'
        end as exclusion_name
    from case_event_versions
    left join cases
        on case_event_versions.case_id = cases.case_id
        and cases.exclusion_name is null

),

campaign_member_rows as (

    {{ source_rows(
        source('raw_salesforce', 'campaign_member'),
        [['Id', 'member_id', 'text']],
        changed_at=changed_at, deleted='IsDeleted',
    ) }}

),

campaign_member_versions as (

    {{ classified_rows('campaign_member_rows', ['member_id']) }}

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
