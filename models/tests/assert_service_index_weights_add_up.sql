-- Weights below one node of the satisfaction-index tree add up to 1, and every node has its parent.
with nodes as (

    select * from {{ ref('satisfaction_index_tree') }}

)

select
    children.parent_node_id,
    sum(children.weight) as weight_total
from nodes as children
left join nodes as parents
    on children.parent_node_id = parents.node_id
where children.parent_node_id is not null
group by children.parent_node_id
having
    abs(sum(children.weight) - 1) > 0.000001
    or count(parents.node_id) <> count(*)
    or min(children.node_level) <= max(parents.node_level)
