with days as (

    select * from {{ ref('stg_foodmart__day') }}

),

final as (

    select
        date_day,
        cast(extract(year from date_day) as integer) as year,
        cast(extract(quarter from date_day) as integer) as quarter,
        cast(extract(year from date_day) as varchar)
            || '-Q' || cast(extract(quarter from date_day) as varchar) as quarter_label,
        cast(extract(month from date_day) as integer) as month,
        strftime(date_day, '%Y-%m') as month_label,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(date_trunc('week', date_day) as date) as week_start_date,
        cast(extract(isodow from date_day) as integer) as day_of_week
    from days

)

select * from final
