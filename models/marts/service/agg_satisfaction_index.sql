{#
    The tree from the bottom up. A question's score is (mean - 1) / 9 x 100 of its answers from 1 to
    10; any other node's is the weighted mean of its children that have a score. With questions
    right below the root this is (sum of w x mean - sum of w) / (9 x sum of w) x 100.
#}
with answers as (

    select *
    from {{ ref('fct_survey_answer') }}
    where is_on_scale

),

nodes as (

    select
        node_id,
        parent_node_id,
        cast(node_level as integer) as node_level,
        cast(weight as decimal(9, 6)) as weight,
        question_id,
        importance_question_id,
        node_name,
        node_name_zh
    from {{ ref('satisfaction_index_tree') }}

),

quarterly as (

    select
        source_system,
        cast(date_trunc('quarter', answered_date) as date) as quarter_start_date,
        question_id,
        count(*) as answer_count,
        avg(cast(answer_value as double)) as answer_mean
    from answers
    group by 1, 2, 3

),

question_scores as (

    select
        quarterly.source_system,
        quarterly.quarter_start_date,
        nodes.node_id,
        nodes.parent_node_id,
        nodes.weight,
        nodes.node_level,
        quarterly.answer_count,
        cast((quarterly.answer_mean - 1) / 9 * 100 as decimal(18, 10)) as index_score
    from quarterly
    inner join nodes
        on quarterly.question_id = nodes.question_id

),
{% for level in [4, 3, 2] %}
level_{{ level }} as (

    select * from question_scores where node_level = {{ level }}
    {%- if level < 4 %}
    union all
    select * from rolled_{{ level }}
    {%- endif %}

),

rolled_{{ level - 1 }} as (

    select
        children.source_system,
        children.quarter_start_date,
        nodes.node_id,
        nodes.parent_node_id,
        nodes.weight,
        nodes.node_level,
        sum(children.answer_count) as answer_count,
        cast(
            cast(sum(children.weight * children.index_score) as double)
            / cast(sum(children.weight) as double)
            as decimal(18, 10)
        ) as index_score
    from level_{{ level }} as children
    inner join nodes
        on children.parent_node_id = nodes.node_id
    group by
        children.source_system,
        children.quarter_start_date,
        nodes.node_id,
        nodes.parent_node_id,
        nodes.weight,
        nodes.node_level

),
{% endfor %}
scores as (

    select * from question_scores
    {%- for level in [3, 2, 1] %}
    union all
    select * from rolled_{{ level }}
    {%- endfor %}

),

final as (

    select
        scores.source_system,
        scores.quarter_start_date,
        scores.node_id,

        nodes.parent_node_id,
        nodes.node_level,
        nodes.node_name,
        nodes.node_name_zh,
        nodes.question_id,

        cast(nodes.weight as double) as weight,
        cast(scores.answer_count as bigint) as answer_count,
        cast(scores.index_score as double) as index_score
    from scores
    inner join nodes
        on scores.node_id = nodes.node_id

)

select * from final
