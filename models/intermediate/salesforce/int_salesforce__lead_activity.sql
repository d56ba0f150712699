{{ config(schema='intermediate') }}

{# What was done with a lead: completed tasks and meetings held. #}
with tasks as (

    select * from {{ ref('stg_salesforce__task') }}

),

meetings as (

    select * from {{ ref('stg_salesforce__event') }}

),

leads as (

    select * from {{ ref('stg_salesforce__lead') }}

),

activities as (

    select
        who_id as lead_id,
        coalesce(
            completed_at,
            case when status_name = 'Completed' then {{ utc_instant('activity_date') }} end
        ) as contacted_at
    from tasks

    union all

    select
        who_id as lead_id,
        started_at as contacted_at
    from meetings

),

final as (

    select
        activities.lead_id,
        activities.contacted_at
    from activities
    inner join leads
        on activities.lead_id = leads.lead_id
    where activities.contacted_at < {{ known_before() }}

)

select * from final
