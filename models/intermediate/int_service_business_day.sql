{{ config(schema='intermediate', materialized='table') }}

{# Working seconds before each day: a clock between two times is a difference of two positions. #}
with bounds as (

    select
        cast('{{ var("business_calendar_start") }}' as date) as first_date,
        {{ add_days(as_of_date(), 1) }} as last_date

),

days as (

    {{ days_spanned('bounds', 'first_date', 'last_date') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

marked as (

    select
        days.date_day,
        {{ is_business_weekday(iso_day_of_week('days.date_day')) }}
        and holidays.date_day is null as is_business_day
    from days
    left join holidays
        on days.date_day = holidays.date_day

),

final as (

    select
        date_day,

        is_business_day,
        cast(
            coalesce(
                sum(case when is_business_day then {{ worked_seconds('date_day') }} else 0 end) over (
                    order by date_day rows between unbounded preceding and 1 preceding
                ), 0
            ) as bigint
        ) as seconds_before
    from marked

)

select * from final
