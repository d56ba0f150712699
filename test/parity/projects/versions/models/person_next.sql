select 1 as id, 'x' as full_name, 'v3' as v
