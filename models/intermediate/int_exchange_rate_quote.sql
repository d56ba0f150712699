{{ config(schema='intermediate', materialized='table') }}

{#
    Rates come against one currency, the one that most of them name, from it (ECB) or to it. Of several
    systems the one that the var conforming names first has them all from its first day on, and those named after
    it the days before. A rate between two other currencies, or of a day before the reporting currency has one,
    converts nothing.
#}
{% set reporting_currency = "'" ~ var('reporting_currency') ~ "'" %}
with rates as (

    {{ conform('exchange_rate', {
        'rate_date': 'date',
        'from_currency_code': 'text',
        'to_currency_code': 'text',
        'exchange_rate': 'rate',
    }) }}

),

systems as (

    select
        source_system,
        first_date,
        row_number() over (
            order by
                {%- for system in var('conforming')['exchange_rate'] %}
                source_system <> '{{ system }}',
                {%- endfor %}
                source_system
        ) as preference_rank
    from (
        select source_system, min(rate_date) as first_date
        from rates
        group by source_system
    ) as firsts

),

preferred as (

    select source_system from systems where preference_rank = 1

),

{# Before this day a system's rates count. #}
limits as (

    select
        source_system,
        min(first_date) over (
            order by preference_rank
            rows between unbounded preceding and 1 preceding
        ) as before_date
    from systems

),

named as (

    select rates.from_currency_code as currency_code, 0 as is_converted_to
    from rates
    inner join preferred
        on rates.source_system = preferred.source_system
    where rates.from_currency_code <> rates.to_currency_code

    union all

    select rates.to_currency_code as currency_code, 1 as is_converted_to
    from rates
    inner join preferred
        on rates.source_system = preferred.source_system
    where rates.from_currency_code <> rates.to_currency_code

),

base as (

    select currency_code as base_currency_code
    from named
    group by currency_code
    order by count(*) desc, sum(is_converted_to) desc, currency_code
    limit 1

),

converted as (

    select
        rates.*,
        base.base_currency_code,
        coalesce(rates.rate_date >= limits.before_date, false) as is_of_other_system,
        case
            when rates.from_currency_code = rates.to_currency_code then null
            when rates.to_currency_code = base.base_currency_code then rates.from_currency_code
            when rates.from_currency_code = base.base_currency_code then rates.to_currency_code
        end as currency_code,
        rates.from_currency_code = base.base_currency_code as is_inverse,
        case
            when rates.from_currency_code = base.base_currency_code
                then cast(1 / nullif(rates.exchange_rate, 0) as decimal(28, 14))
            else cast(rates.exchange_rate as decimal(28, 14))
        end as base_rate
    from rates
    inner join limits
        on rates.source_system = limits.source_system
    left join base
        on 1 = 1

),

reporting as (

    select min(rate_date) as first_date
    from converted
    where
        not is_of_other_system
        and currency_code is not null
        and {{ reporting_currency }} in (currency_code, base_currency_code)

),

final as (

    select
        converted.source_system,
        converted.rate_date,
        converted.from_currency_code,
        converted.to_currency_code,

        converted.currency_code,
        converted.base_currency_code,
        converted.is_inverse,
        converted.base_rate,
        case
            when converted.is_of_other_system then 'other_system'
            when
                converted.currency_code is null
                or reporting.first_date is null
                or converted.rate_date < reporting.first_date
                then 'unconvertible'
        end as exclusion_name
    from converted
    cross join reporting

)

select * from final
