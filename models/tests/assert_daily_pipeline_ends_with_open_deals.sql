-- On the as-of date the daily pipeline holds the open opportunities, and no others.
select
    coalesce(daily.opportunity_key, opportunities.opportunity_key) as opportunity_key
from (
    select * from {{ ref('fct_opportunity_daily') }} where date_day = {{ as_of_date() }}
) as daily
full outer join (
    select * from {{ ref('fct_opportunity') }} where outcome = 'open'
) as opportunities
    on daily.opportunity_key = opportunities.opportunity_key
where
    daily.opportunity_key is null
    or opportunities.opportunity_key is null
