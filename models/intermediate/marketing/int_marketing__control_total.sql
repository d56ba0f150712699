{{ config(schema='intermediate') }}

{# Adds up raw rows as they are beside what staging made of them: a row that it loses is a difference. #}
with touches as (

    {{ accounted_totals(
        source('raw_marketing', 'touch'), ref('stg_marketing__touch_known'),
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
        *,
        case
            when version_exclusion is not null then version_exclusion
            when not is_raw and event_date > {{ as_of_date() }} then 'after_as_of'
        end as exclusion_name
    from cost_versions

),

visits as (

    {{ accounted_totals(
        source('raw_marketing', 'web_visit'), ref('stg_marketing__web_visit_known'),
        [['page_count', 'page_count', 'integer']], ['page_count'],
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
