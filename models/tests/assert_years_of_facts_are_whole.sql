-- The first and the last year of all facts, calendar and fiscal ones, have all their days.
with facts as (

    select min(first_day) as date_day from {{ ref('int_date_bound') }}

    union all

    select max(last_day) as date_day from {{ ref('int_date_bound') }}

),

days as (

    select * from {{ ref('dim_date') }}

)

{% for year in ['year', 'fiscal_year'] %}
select facts.date_day, '{{ year }}' as year_kind, count(*) as day_count
from facts
inner join days as fact_days
    on facts.date_day = fact_days.date_day
inner join days
    on fact_days.{{ year }} = days.{{ year }}
group by facts.date_day
having count(*) < 365
{% if not loop.last %}union all{% endif %}
{% endfor %}
