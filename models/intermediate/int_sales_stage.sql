{{ config(materialized='table', schema='intermediate') }}

{#
    Stages as the systems name them. Of one that the seed does not know the records that stand in it
    tell the outcome, and its usual probability the place: that of the last stage of the seed that is
    no likelier, or the first.
#}
with records as (

    {{ conform('opportunity', {
        'stage_name': 'text',
        'is_closed': 'boolean',
        'is_won': 'boolean',
        'probability': 'rate',
    }) }}

),

changes as (

    {{ conform('opportunity_change', {
        'happened_at': 'timestamp',
        'stage_name': 'text',
        'probability': 'rate',
    }) }}

),

seeded as (

    select * from {{ ref('opportunity_stages') }}

),

named as (

    select source_system, stage_name, probability
    from changes
    where
        stage_name is not null
        and happened_at < {{ known_before() }}

    union all

    select source_system, stage_name, probability
    from records
    where stage_name is not null

),

stages as (

    select
        source_system,
        stage_name,
        {{ quantile('probability', 0.5) }} as usual_probability
    from named
    group by source_system, stage_name

),

told as (

    select
        source_system,
        stage_name,
        case
            when 2 * sum(case when is_closed then 1 else 0 end) < count(*) then 'open'
            when 2 * sum(case when is_won then 1 else 0 end)
                >= sum(case when is_closed then 1 else 0 end) then 'won'
            else 'lost'
        end as outcome
    from records
    where is_closed is not null
    group by source_system, stage_name

),

placed as (

    select
        stages.source_system,
        stages.stage_name,
        max(seeded.stage_number) as stage_number
    from stages
    inner join seeded
        on seeded.outcome = 'open'
        and (stages.usual_probability >= seeded.usual_probability or seeded.stage_number = 1)
    where stages.usual_probability is not null
    group by stages.source_system, stages.stage_name

),

outcomes as (

    select
        stages.source_system,
        stages.stage_name,
        seeded.stage_name is not null as is_seeded,
        seeded.stage_number as seeded_number,
        placed.stage_number as placed_number,
        coalesce(
            seeded.outcome,
            told.outcome,
            case when stages.stage_name like 'Closed%' then 'lost' else 'open' end
        ) as stage_outcome
    from stages
    left join seeded
        on stages.stage_name = seeded.stage_name
    left join told
        on stages.source_system = told.source_system
        and stages.stage_name = told.stage_name
    left join placed
        on stages.source_system = placed.source_system
        and stages.stage_name = placed.stage_name

),

final as (

    select
        source_system,
        stage_name,

        cast(coalesce(
            seeded_number,
            case
                when stage_outcome = 'open' then placed_number
                else (select max(stage_number) from seeded where outcome <> 'open')
            end,
            0
        ) as integer) as stage_number,
        stage_outcome,
        is_seeded
    from outcomes

)

select * from final
