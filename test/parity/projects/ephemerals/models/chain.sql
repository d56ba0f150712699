{{ config(materialized='ephemeral') }}
with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select l.id, n.i from {{ ref('left_side') }} l, n
