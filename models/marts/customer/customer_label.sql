{{ config(materialized='view') }}

with final as (
    {% for relation in ['int_customer_label_daily', 'int_customer_label_lasting'] %}
    select
        customer_key,
        label_name,

        label_value,
        since_date,
        evidence,
        definition
    from {{ ref(relation) }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select * from final
