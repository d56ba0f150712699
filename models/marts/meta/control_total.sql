with raw_totals as (

    {{ conform('control_total', {
        'entity_name': 'text',
        'measure_name': 'text',
        'currency_code': 'text',
        'exclusion_name': 'text',
        'is_raw': 'boolean',
        'total': 'decimal(38, 4)',
    }) }}

),

mart_totals as (
    {% for entity, definition in control_entities().items() %}
    {{ control_totals(entity, ref(definition.fact), is_fact=true) }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

raw_sums as (

    select
        source_system,
        entity_name,
        measure_name,
        currency_code,
        coalesce(sum(case when is_raw then total end), 0) as raw_total
        {%- for exclusion in control_exclusions() %},
        coalesce(sum(case when not is_raw and exclusion_name = '{{ exclusion }}' then total end), 0)
            as {{ exclusion }}_total
        {%- endfor %}
    from raw_totals
    group by source_system, entity_name, measure_name, currency_code

),

{# An entity that a system has in a mart only is compared too: with a raw total of 0. #}
checked as (

    select distinct source_system, entity_name from raw_totals

),

joined as (

    select
        coalesce(raw_sums.source_system, mart_totals.source_system) as source_system,
        coalesce(raw_sums.entity_name, mart_totals.entity_name) as entity_name,
        coalesce(raw_sums.measure_name, mart_totals.measure_name) as measure_name,
        coalesce(raw_sums.currency_code, mart_totals.currency_code) as currency_code,
        coalesce(raw_sums.raw_total, 0) as raw_total,
        {%- for exclusion in control_exclusions() %}
        coalesce(raw_sums.{{ exclusion }}_total, 0) as {{ exclusion }}_total,
        {%- endfor %}
        coalesce(mart_totals.total, 0) as mart_total
    from raw_sums
    full outer join mart_totals
        on raw_sums.source_system = mart_totals.source_system
        and raw_sums.entity_name = mart_totals.entity_name
        and raw_sums.measure_name = mart_totals.measure_name
        and raw_sums.currency_code = mart_totals.currency_code

),

final as (

    select
        joined.source_system,
        joined.entity_name,
        joined.measure_name,
        joined.currency_code,

        cast(joined.raw_total as decimal(38, 4)) as raw_total,
        {%- for exclusion in control_exclusions() %}
        cast(joined.{{ exclusion }}_total as decimal(38, 4)) as {{ exclusion }}_total,
        {%- endfor %}
        cast(joined.mart_total as decimal(38, 4)) as mart_total,
        cast(
            joined.raw_total
            {%- for exclusion in control_exclusions() %}
            - joined.{{ exclusion }}_total
            {%- endfor %}
            - joined.mart_total as decimal(38, 4)
        ) as unexplained_total
    from joined
    inner join checked
        on joined.source_system = checked.source_system
        and joined.entity_name = checked.entity_name

)

select * from final
