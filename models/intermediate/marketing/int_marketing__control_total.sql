{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
with touches as (

    {{ accounted_totals(
        source('raw_marketing', 'touch'), ref('stg_marketing__touch_known'),
        excluded=[['after_as_of', 'not (' ~ happened_by_then('records.sent_at') ~ ')']],
    ) }}

),

cost_rows as (

    {{ source_rows(
        source('raw_marketing', 'campaign_cost'),
        [
            ['cost_id', 'cost_id', 'text'], ['cost_date', 'event_date', 'date'],
            ['currency', 'currency_code', 'text'], ['amount', 'cost_source_amount', 'amount'],
        ],
        changed_at=['changed_at'], deleted='is_deleted',
    ) }}

),

cost_versions as (

    {{ classified_rows('cost_rows', ['cost_id']) }}

),

costs as (

    select
        cost_versions.*,
        case
            when cost_versions.version_exclusion is not null then cost_versions.version_exclusion
            when cost_versions.is_raw then null
            when cost_versions.event_date > {{ as_of_date() }} then 'after_as_of'
            when known.is_of_other_system then 'other_system'
        end as exclusion_name
    from cost_versions
    left join {{ ref('int_marketing_campaign_cost') }} as known
        on known.source_system = 'marketing'
        and cost_versions.cost_id = known.cost_id

),

visits as (

    {{ accounted_totals(
        source('raw_marketing', 'web_visit'), ref('stg_marketing__web_visit_known'),
        [['page_count', 'page_count', 'integer']], ['page_count'],
        excluded=[['after_as_of', 'not (' ~ happened_by_then('records.started_at') ~ ')']],
    ) }}

),

final as (

    {{ control_totals('campaign_touch', 'touches') }}

    union all

    {{ control_totals('campaign_cost', 'costs') }}

    union all

    {{ control_totals('web_visit', 'visits') }}

)

select * from final
