select (select max(id) from {{ ref('chain') }}) as m
