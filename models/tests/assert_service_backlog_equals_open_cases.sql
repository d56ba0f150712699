-- Cases in the backlog at the end of the as-of date are the cases that are open.
with backlog as (

    select coalesce(sum(backlog_count), 0) as backlog_count
    from {{ ref('agg_case_backlog_daily') }}
    where date_day = {{ as_of_date() }}

),

cases as (

    select count(*) as open_count
    from {{ ref('fct_case') }}
    where is_open

)

select *
from backlog
cross join cases
where backlog.backlog_count <> cases.open_count
