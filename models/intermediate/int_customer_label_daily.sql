{{ config(schema='intermediate', materialized='table') }}

{# The labels whose evidence is another one from day to day; int_customer_label_lasting has the others. #}
{% set labels = customer_labels_by_day(true) %}
with customers as (

    {{ labelled_customers(labels) }}

),

labels as (
    {{ label_rows('customers', labels, dated=true) }}

),

final as (

    select
        labels.customer_key,
        labels.label_name,

        labels.label_value,
        labels.since_date,
        labels.evidence,
        definitions.definition
    from labels
    inner join {{ ref('label_definition') }} as definitions
        on labels.label_name = definitions.label_name

)

select * from final
