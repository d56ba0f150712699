{% snapshot customer_label_snapshot %}
{{ config(
    schema='intermediate',
    unique_key=['customer_key', 'label_name'],
    strategy='check',
    check_cols=['label_value'],
    updated_at='labelled_date',
) }}
{#
    Labels that look at a customer's whole history are kept from build to build. A build of an
    earlier date than the last one adds nothing: history is not written backwards.
#}
{%- set kept = adapter.get_relation(this.database, this.schema, this.identifier) %}
select
    customer_key,
    label_name,
    label_value,
    evidence,
    cast(labelled_date as timestamp) as labelled_date
from {{ ref('int_customer_label') }}
where
    label_name not in ({% for label, expression, evidence, is_monthly in customer_labels() if is_monthly %}'{{ label }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- if kept is not none %}
    and cast(labelled_date as timestamp) >= (select max(dbt_valid_from) from {{ kept }})
    {%- endif %}
{% endsnapshot %}
