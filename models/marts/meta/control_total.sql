with raw_totals as (

    {{ conform('control_total', ['measure_name', 'raw_total', 'superseded_total']) }}

),

order_lines as (

    select * from {{ ref('fct_order_line') }}

),

mart_totals as (
    {% for measure, expression in control_measures() %}
    select
        source_system,
        '{{ measure }}' as measure_name,
        cast(sum({{ expression }}) as decimal(38, 4)) as mart_total
    from order_lines
    group by source_system
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

final as (

    select
        raw_totals.source_system,
        raw_totals.measure_name,

        raw_totals.raw_total,
        raw_totals.superseded_total,
        coalesce(mart_totals.mart_total, 0) as mart_total,
        raw_totals.raw_total - raw_totals.superseded_total - coalesce(mart_totals.mart_total, 0)
            as unexplained_total
    from raw_totals
    left join mart_totals
        on raw_totals.source_system = mart_totals.source_system
        and raw_totals.measure_name = mart_totals.measure_name

)

select * from final
