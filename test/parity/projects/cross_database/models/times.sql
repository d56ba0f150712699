select id,
  {{ dbt.date_trunc("month", "day") }} as month,
  {{ dbt.dateadd("day", 1, "day") }} as next_day,
  {{ dbt.dateadd(datepart="month", interval=-1, from_date_or_timestamp="day") }} as last_month,
  {{ dbt.dateadd("hour", 25, "seen_at") }} as later,
  {% for part in ["second", "minute", "hour", "day", "week", "month", "quarter", "year"] %}
  {{ dbt.datediff("seen_at", "timestamp '2025-03-01 00:00:00'", part) }} as {{ part }}s,
  {% endfor %}
  {{ dbt.last_day("day", "month") }} as month_end,
  {{ dbt.last_day("day", "quarter") }} as quarter_end,
  {{ dbt.last_day("seen_at", "year") }} as year_end,
  {{ dbt.date(2024, 2, 29) }} as leap,
  {{ dbt.current_timestamp() }} is not null as now,
  {{ dbt.current_timestamp_backcompat() }} is not null as old_now,
  {{ dbt.snapshot_get_time() }} is not null as snapshot_time,
  {{ dbt.current_timestamp_in_utc_backcompat() }} is not null as utc
from {{ ref('rows_in') }}
