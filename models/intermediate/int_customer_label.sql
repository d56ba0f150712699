{{ config(schema='intermediate') }}

{# Every label of every customer as of the build, with what it rests on. #}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}

),

final as (
    {% for label, expression, evidence, is_monthly in customer_labels() %}
    select
        customer_key,
        '{{ label }}' as label_name,

        cast({{ expression }} as varchar) as label_value,
        concat_ws(
            ', '
            {%- for column in evidence %},
            '{{ column }} ' || cast({{ column }} as varchar)
            {%- endfor %}
        ) as evidence,
        {{ as_of_date() }} as labelled_date
    from profiles
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
