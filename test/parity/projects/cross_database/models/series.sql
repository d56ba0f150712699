{{ dbt.generate_series(12) }}
