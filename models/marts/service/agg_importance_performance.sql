{# Importance and performance on 0 to 100; the quadrants meet at the quarter's means of both. #}
with answers as (

    select *
    from {{ ref('fct_survey_answer') }}
    where is_on_scale

),

nodes as (

    select * from {{ ref('satisfaction_index_tree') }}

),

scores as (

    select * from {{ ref('agg_satisfaction_index') }}

),

importances as (

    select
        source_system,
        cast(date_trunc('quarter', answered_date) as date) as quarter_start_date,
        question_id,
        count(*) as importance_count,
        cast((avg(cast(answer_value as double)) - 1) / 9 * 100 as decimal(18, 10))
            as importance_score
    from answers
    where question_kind = 'importance'
    group by 1, 2, 3

),

compared as (

    select
        importances.source_system,
        importances.quarter_start_date,
        nodes.node_id,
        nodes.parent_node_id,
        nodes.node_name,
        nodes.node_name_zh,
        importances.importance_count,
        scores.answer_count as performance_count,
        importances.importance_score,
        cast(scores.index_score as decimal(18, 10)) as performance_score,
        avg(importances.importance_score) over (
            partition by importances.source_system, importances.quarter_start_date
        ) as mean_importance,
        avg(cast(scores.index_score as decimal(18, 10))) over (
            partition by importances.source_system, importances.quarter_start_date
        ) as mean_performance
    from importances
    inner join nodes
        on importances.question_id = nodes.importance_question_id
    inner join scores
        on importances.source_system = scores.source_system
        and importances.quarter_start_date = scores.quarter_start_date
        and nodes.node_id = scores.node_id

),

final as (

    select
        source_system,
        quarter_start_date,
        node_id,

        parent_node_id,
        node_name,
        node_name_zh,
        case
            when importance_score >= mean_importance and performance_score < mean_performance
                then 'concentrate_here'
            when importance_score >= mean_importance then 'keep_up'
            when performance_score < mean_performance then 'low_priority'
            else 'possible_overkill'
        end as quadrant,

        cast(importance_count as integer) as importance_count,
        cast(performance_count as integer) as performance_count,
        cast(importance_score as double) as importance_score,
        cast(performance_score as double) as performance_score,
        cast(importance_score - performance_score as double) as gap_score,
        cast(
            rank() over (
                partition by source_system, quarter_start_date
                order by importance_score - performance_score desc, node_id
            ) as integer
        ) as gap_rank
    from compared

)

select * from final
