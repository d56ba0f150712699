(select 1 as n union all select 2) {{ dbt.except() }} (select 2)
union all
(select 3 as n {{ dbt.intersect() }} select 3)
