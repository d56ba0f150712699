-- No two days of a month have the same day a year before, but the 29th of February by date, which has none.
select
    month_start_date,
    lunar_prior_year_date,
    count(*) as day_count
from {{ ref('dim_date') }}
where
    lunar_prior_year_date <> prior_year_date
    or extract(day from date_day) = extract(day from prior_year_date)
group by month_start_date, lunar_prior_year_date
having count(*) > 1
