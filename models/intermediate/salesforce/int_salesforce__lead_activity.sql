{{ config(schema='intermediate') }}

{#
    What was done with a lead: completed tasks and meetings held. A task of which only the day is known was
    done when it was written down, where that was on the day or no day is known, else as the day began. At its conversion they move to the contact:
    what was done with that until then was done with the lead, of several the one that was converted first.
#}
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
        'task-' || task_id as activity_id,
        who_id,
        coalesce(
            completed_at,
            case
                when not coalesce(is_closed, status_name = 'Completed', false) then null
                when coalesce({{ business_date('created_at') }} = activity_date, true) then created_at
                else {{ utc_instant('activity_date') }}
            end
        ) as contacted_at
    from tasks

    union all

    select
        'event-' || event_id as activity_id,
        who_id,
        started_at as contacted_at
    from meetings

),

moved as (

    select
        leads.lead_id,
        activities.contacted_at,
        row_number() over (
            partition by activities.activity_id
            order by leads.converted_date, leads.lead_id
        ) as lead_rank
    from activities
    inner join leads
        on activities.who_id = leads.converted_contact_id
        and activities.contacted_at >= leads.created_at
        and {{ business_date('activities.contacted_at') }} <= leads.converted_date
    where activities.contacted_at < {{ known_before() }}

),

final as (

    select
        leads.lead_id,
        activities.contacted_at
    from activities
    inner join leads
        on activities.who_id = leads.lead_id
    where activities.contacted_at < {{ known_before() }}

    union all

    select
        lead_id,
        contacted_at
    from moved
    where lead_rank = 1

)

select * from final
