select {{ dbt.get_intervals_between("cast('2024-01-01' as date)", "cast('2024-04-01' as date)", "month") }} as n
