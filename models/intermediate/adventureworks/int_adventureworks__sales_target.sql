{{ config(schema='intermediate') }}

{#
    A quota holds from its date until the next one is due, some three months, and not from the first of a
    month: each month has the share of its days. Shares are differences of running ones, so that they add up to the
    quota. A date without a successor within four months holds for three.
#}
with quotas as (

    select * from {{ ref('stg_adventureworks__sales_quota') }}

),

quota_dates as (

    select
        quota_date,
        lead(quota_date) over (order by quota_date) as next_date
    from (select distinct quota_date from quotas where quota_date is not null) as dates

),

periods as (

    select
        quota_date,
        {{ add_days(
            'case when next_date <= ' ~ add_months('quota_date', 4) ~ ' then next_date else '
            ~ add_months('quota_date', 3) ~ ' end', -1
        ) }} as last_date
    from quota_dates

),

days as (

    {{ days_spanned('periods', 'quota_date', 'last_date', ['quota_date', 'last_date']) | indent(4) }}

),

shares as (

    select
        quota_date,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        min(date_day) as first_date,
        {{ days_between('quota_date', 'last_date') }} + 1 as period_days,
        {{ days_between('quota_date', 'min(date_day)') }} as days_before,
        {{ days_between('quota_date', 'max(date_day)') }} + 1 as days_until
    from days
    group by quota_date, last_date, cast(date_trunc('month', date_day) as date)

),

final as (

    select
        quotas.employee_number as employee_id,
        shares.month_start_date,
        min(shares.first_date) as first_date,

        'USD' as currency_code,

        cast(
            sum(
                {{ amount('quotas.quota_amount * shares.days_until / shares.period_days') }}
                - {{ amount('quotas.quota_amount * shares.days_before / shares.period_days') }}
            ) as decimal(18, 4)
        ) as target_source_amount,
        cast(sum(case when shares.days_before = 0 then 1 else 0 end) as integer) as target_count
    from quotas
    inner join shares
        on quotas.quota_date = shares.quota_date
    where quotas.employee_number is not null
    group by quotas.employee_number, shares.month_start_date

)

select * from final
