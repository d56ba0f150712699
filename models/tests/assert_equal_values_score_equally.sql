-- Equal recency, frequency or amount gives equal scores within the window, and more gives no less.
with active as (

    select *
    from {{ ref('dim_customer_profile') }}
    where frequency > 0

),

measured as (

    select 'recency' as what, -recency_days as worth, recency_score as score from active
    union all
    select 'frequency' as what, frequency as worth, frequency_score as score from active
    union all
    select 'monetary' as what, monetary_amount as worth, monetary_score as score from active

),

ranges as (

    select
        what,
        score,
        min(worth) as least_worth,
        max(worth) as greatest_worth
    from measured
    group by what, score

)

select
    higher.what,
    higher.score,
    lower_score.score as lower_score
from ranges as higher
inner join ranges as lower_score
    on higher.what = lower_score.what
    and higher.score > lower_score.score
where higher.least_worth <= lower_score.greatest_worth
