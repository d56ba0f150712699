{{ config(schema='intermediate', materialized='table') }}

{#
    Rates come against one currency, the one that most of the preferred system's name, from it (ECB) or to it.
    A currency's rates are those of the system that the var conforming names first, from the first day on which
    it has one, and before that, or where it has none, those of the next. A rate between two other currencies, or of
    a day before the reporting currency has one, converts nothing.
#}
{% set reporting_currency = "'" ~ var('reporting_currency') ~ "'" %}
with rates as (

    {{ conform('exchange_rate', {
        'rate_date': 'date',
        'from_currency_code': 'text',
        'to_currency_code': 'text',
        'exchange_rate': 'exchange_rate',
    }) }}

),

systems as (

    select
        source_system,
        row_number() over (
            order by
                {%- for system in var('conforming')['exchange_rate'] %}
                source_system <> '{{ system }}',
                {%- endfor %}
                source_system
        ) as preference_rank
    from (select distinct source_system from rates) as suppliers

),

preferred as (

    select source_system from systems where preference_rank = 1

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
        systems.preference_rank,
        base.base_currency_code,
        case
            when rates.from_currency_code = rates.to_currency_code then null
            when rates.to_currency_code = base.base_currency_code then rates.from_currency_code
            when rates.from_currency_code = base.base_currency_code then rates.to_currency_code
        end as currency_code,
        rates.from_currency_code = base.base_currency_code as is_inverse,
        case
            when rates.from_currency_code = base.base_currency_code
                then cast(1 / nullif(rates.exchange_rate, 0) as {{ sql_type('exchange_rate') }})
            else rates.exchange_rate
        end as base_rate
    from rates
    inner join systems
        on rates.source_system = systems.source_system
    left join base
        on 1 = 1

),

{# Before this day a system's rates of a currency count. #}
limits as (

    select
        currency_code,
        preference_rank,
        min(first_date) over (
            partition by currency_code
            order by preference_rank
            rows between unbounded preceding and 1 preceding
        ) as before_date
    from (
        select currency_code, preference_rank, min(rate_date) as first_date
        from converted
        where currency_code is not null
        group by currency_code, preference_rank
    ) as firsts

),

chosen as (

    select
        converted.*,
        coalesce(converted.rate_date >= limits.before_date, false) as is_of_other_system
    from converted
    left join limits
        on converted.currency_code = limits.currency_code
        and converted.preference_rank = limits.preference_rank

),

reporting as (

    select min(rate_date) as first_date
    from chosen
    where
        not is_of_other_system
        and currency_code is not null
        and {{ reporting_currency }} in (currency_code, base_currency_code)

),

final as (

    select
        chosen.source_system,
        chosen.rate_date,
        chosen.from_currency_code,
        chosen.to_currency_code,

        chosen.currency_code,
        chosen.base_currency_code,
        chosen.is_inverse,
        chosen.base_rate,
        case
            when chosen.is_of_other_system then 'other_system'
            when
                chosen.currency_code is null
                or reporting.first_date is null
                or chosen.rate_date < reporting.first_date
                then 'unconvertible'
        end as exclusion_name
    from chosen
    cross join reporting

)

select * from final
