{# Whole years, from the first order's to the last of orders, shipments and the as-of date. #}
with orders as (

    {{ conform('order', ['order_date', 'shipped_date']) | indent(4) }}

),

bounds as (

    select
        cast(
            date_trunc('year', least(min(order_date), {{ as_of_date() }})) as date
        ) as first_date,
        cast(
            date_trunc(
                'year', greatest(max(order_date), max(shipped_date), {{ as_of_date() }})
            ) + interval '1' year - interval '1' day as date
        ) as last_date
    from orders

),

days as (

    {{ days_spanned('bounds', 'first_date', 'last_date') }}

),

parts as (

    select
        date_day,
        cast(extract(year from date_day) as integer) as year,
        cast(extract(quarter from date_day) as integer) as quarter,
        cast(extract(month from date_day) as integer) as month,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        {{ iso_year('date_day') }} as iso_year,
        cast(extract(week from date_day) as integer) as iso_week,
        cast(extract(day from date_day) as integer) as day_of_month,
        {{ iso_day_of_week('date_day') }} as day_of_week
    from days

),

final as (

    select
        date_day,

        year,
        quarter,
        cast(year as varchar) || '-Q' || cast(quarter as varchar) as quarter_label,
        month,
        cast(year as varchar) || '-' || lpad(cast(month as varchar), 2, '0') as month_label,
        month_start_date,
        iso_year,
        iso_week,
        day_of_month,
        day_of_week,
        day_of_week >= 6 as is_weekend
    from parts

)

select * from final
