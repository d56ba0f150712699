-- The backlog of a day is that of the day before and what was opened and reopened, less what ended.
with days as (

    select
        *,
        sum(opened_count + reopened_count - resolved_count) over (
            partition by source_system, priority_name, case_type
            order by date_day
        ) as expected_backlog_count
    from {{ ref('agg_case_backlog_daily') }}

)

select *
from days
where backlog_count <> expected_backlog_count
