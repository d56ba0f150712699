{{ config(schema='intermediate') }}

{#
    Changes of opportunities. The history begins with the state at creation; of an opportunity without
    any history only its creation is known, with the stage it still is in unless it is closed. When a
    closed one was closed int_sales_stage_visit tells of its record, as of every history without the closing.
#}
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

)

select * from final
