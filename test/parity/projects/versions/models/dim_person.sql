select 1 as id, 'x' as name, 'v2' as v
