{% set fiscal_months = var('fiscal_year_start_month') - 1 -%}
{# Whole years, fiscal ones too, from the first day of any fact to the last, due and promised days included. #}
with facts as (

    select * from {{ ref('int_date_bound') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

lunar_new_years as (

    select * from {{ ref('lunar_new_years') }}

),

bounds as (

    select
        least(
            cast(date_trunc('year', min(first_day)) as date),
            {{ add_months(
                "cast(date_trunc('year', " ~ add_months('min(first_day)', -fiscal_months) ~ ") as date)",
                fiscal_months
            ) }}
        ) as first_date,
        greatest(
            cast(date_trunc('year', max(last_day)) + interval '1' year - interval '1' day as date),
            {{ add_days(
                add_months(
                    "cast(date_trunc('year', " ~ add_months('max(last_day)', -fiscal_months) ~ ") as date)",
                    fiscal_months + 12
                ), -1
            ) }}
        ) as last_date
    from facts

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
        cast(date_trunc('quarter', date_day) as date) as quarter_start_date,
        cast(date_trunc('week', date_day) as date) as week_start_date,
        {{ iso_year('date_day') }} as iso_year,
        cast(extract(week from date_day) as integer) as iso_week,
        cast(extract(day from date_day) as integer) as day_of_month,
        {{ iso_day_of_week('date_day') }} as day_of_week,
        {{ add_months('date_day', 12 - (var('fiscal_year_start_month') - 1)) }} as fiscal_day
    from days

),

{#
    A day belongs to the lunar new year of its own year: months before it count as negative days. Months
    are aligned as a whole, by their 15th, so that no two days of one compare with the same day; where the
    seed does not have the new year before, by date.
#}
lunar as (

    select
        parts.date_day,
        this_year.lunar_new_year_date,
        {{ days_between('this_year.lunar_new_year_date', 'parts.date_day') }} as lunar_offset_days,
        last_year.lunar_new_year_date as prior_lunar_new_year_date,
        abs({{ days_between('this_year.lunar_new_year_date', add_days('parts.month_start_date', 14)) }})
            <= {{ var('lunar_alignment_days') }}
            and last_year.lunar_new_year_date is not null as is_aligned_month
    from parts
    inner join lunar_new_years as this_year
        on parts.year = this_year.year
    left join lunar_new_years as last_year
        on parts.year = last_year.year + 1

),

final as (

    select
        parts.date_day,

        parts.year,
        parts.quarter,
        cast(parts.year as varchar) || '-Q' || cast(parts.quarter as varchar) as quarter_label,
        parts.month,
        cast(parts.year as varchar) || '-' || lpad(cast(parts.month as varchar), 2, '0')
            as month_label,
        parts.month_start_date,
        parts.quarter_start_date,
        parts.week_start_date,
        parts.iso_year,
        parts.iso_week,
        parts.day_of_month,
        parts.day_of_week,
        parts.day_of_week in ({{ (var('weekend_days') or [0]) | join(', ') }}) as is_weekend,

        cast(extract(year from parts.fiscal_day) as integer)
            - {{ 1 if var('fiscal_year_start_month') == 1 else 0 }} as fiscal_year,
        'FY' || cast(
            cast(extract(year from parts.fiscal_day) as integer)
            - {{ 1 if var('fiscal_year_start_month') == 1 else 0 }} as varchar
        ) as fiscal_year_label,
        cast(extract(quarter from parts.fiscal_day) as integer) as fiscal_quarter,
        cast(extract(month from parts.fiscal_day) as integer) as fiscal_month,

        holidays.holiday_name,
        holidays.holiday_name is not null as is_holiday,
        {{ is_business_weekday('parts.day_of_week') }} and holidays.holiday_name is null
            as is_working_day,
        lunar.lunar_new_year_date,
        cast(lunar.lunar_offset_days as integer) as lunar_offset_days,
        coalesce(
            lunar.lunar_offset_days between -{{ var('lunar_season_days_before') }}
            and {{ var('lunar_season_days_after') }},
            false
        ) as is_lunar_season,
        {{ add_months('parts.date_day', -12) }} as prior_year_date,
        case
            when lunar.is_aligned_month
                then {{ add_days('lunar.prior_lunar_new_year_date', 'lunar.lunar_offset_days') }}
            else {{ add_months('parts.date_day', -12) }}
        end as lunar_prior_year_date,

        cast({{ days_between(as_of_date(), 'parts.date_day') }} as integer) as day_offset,
        cast(
            {{ days_between("cast(date_trunc('week', " ~ as_of_date() ~ ") as date)", 'parts.week_start_date') }} / 7
            as integer
        ) as week_offset,
        (parts.year - cast(extract(year from {{ as_of_date() }}) as integer)) * 12
            + parts.month - cast(extract(month from {{ as_of_date() }}) as integer) as month_offset,
        (parts.year - cast(extract(year from {{ as_of_date() }}) as integer)) * 4
            + parts.quarter - cast(extract(quarter from {{ as_of_date() }}) as integer)
            as quarter_offset,
        parts.year - cast(extract(year from {{ as_of_date() }}) as integer) as year_offset
    from parts
    left join holidays
        on parts.date_day = holidays.date_day
    left join lunar
        on parts.date_day = lunar.date_day

)

select * from final
