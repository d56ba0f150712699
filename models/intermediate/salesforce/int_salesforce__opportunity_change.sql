{{ config(schema='intermediate') }}

{#
    Changes of opportunities. The history begins with the state at creation; of an opportunity without
    any history only its creation, with the stage it still is in, and its closing are known. A closed one was
    closed by its last change, though its close date may lie after that. At one instant the creation is the
    first, by its id.
#}
{% set closed_at = utc_instant('close_date') %}
with opportunities as (

    select * from {{ ref('int_salesforce__opportunity') }}

),

changes as (

    select * from {{ ref('stg_salesforce__opportunity_history') }}

),

known as (

    select
        changes.opportunity_history_id as change_id,
        changes.opportunity_id,
        coalesce(changes.created_at, changes.changed_at) as happened_at,
        changes.stage_name,
        changes.close_date,
        changes.opportunity_source_amount,
        cast(changes.probability_percent / 100 as decimal(18, 8)) as probability
    from changes
    inner join opportunities
        on changes.opportunity_id = opportunities.opportunity_id

),

recorded as (

    select distinct opportunity_id from known

),

unrecorded as (

    select opportunities.*
    from opportunities
    left join recorded
        on opportunities.opportunity_id = recorded.opportunity_id
    where recorded.opportunity_id is null

),

final as (

    select
        change_id,
        opportunity_id,

        happened_at,
        stage_name,
        close_date,
        coalesce(opportunity_source_amount, 0) as opportunity_source_amount,
        probability,
        false as is_implied
    from known

    union all

    select
        opportunity_id || '-created' as change_id,
        opportunity_id,

        created_at as happened_at,
        case when is_closed then 'Unrecorded' else stage_name end as stage_name,
        close_date,
        opportunity_source_amount,
        case when is_closed then null else probability end as probability,
        true as is_implied
    from unrecorded

    union all

    select
        opportunity_id || '-ended' as change_id,
        opportunity_id,

        greatest(
            case when last_changed_at < {{ closed_at }} then last_changed_at else {{ closed_at }} end,
            created_at
        ) as happened_at,
        stage_name,
        close_date,
        opportunity_source_amount,
        probability,
        true as is_implied
    from unrecorded
    where
        is_closed
        and (close_date <= {{ as_of_date() }} or last_changed_at < {{ closed_at }})

)

select * from final
