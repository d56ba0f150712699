{% snapshot customer_label_snapshot %}
{{ config(
    schema='intermediate',
    unique_key=['customer_key', 'label_name'],
    strategy='check',
    check_cols=['label_value'],
    updated_at='labelled_date',
    pre_hook=["{{ drop_labels_of_the_day() }}", "{{ reopen_labels_of_the_day() }}"],
) }}
{#
    Labels that look at a customer's whole history are kept from build to build. A build of an
    earlier date than the last one adds nothing: history is not written backwards. Another build of the last
    one's date takes back what that changed first, so that a change undone on its day leaves no trace. Only
    customers with another label than the ones kept are looked at.
#}
{%- set kept = adapter.get_relation(this.database, this.schema, this.identifier) %}
{%- set labels = [] %}
{%- for label in customer_labels() if not label[3] %}
{%- do labels.append(label) %}
{%- endfor %}
with profiles as (

    select * from {{ ref('int_customer_labelled') }}
    {%- if kept is not none %}
    where cast({{ as_of_date() }} as timestamp) >= (select max(dbt_valid_from) from {{ kept }})
    {%- endif %}

),
{% if kept is not none %}
present_marks as (

    select
        customer_key,
        {%- set marks = [] %}
        {%- for label, expression, evidence, is_monthly in labels %}
        {%- set value = 'cast(' ~ expression ~ ' as varchar)' %}
        {%- do marks.append(row_hash([row_hash(["'" ~ label ~ "'", value])])) %}
        {%- endfor %}
        {{ hashes_together(marks) }} as labels_mark
    from profiles

),

kept_marks as (

    select
        customer_key,
        {{ content_hash(['label_name', 'label_value']) }} as labels_mark
    from {{ kept }}
    where
        dbt_valid_to is null
        and label_name in ('{{ labels | map(attribute=0) | join("', '") }}')
    group by customer_key

),

changed as (

    select profiles.*
    from profiles
    inner join present_marks
        on profiles.customer_key = present_marks.customer_key
    left join kept_marks
        on present_marks.customer_key = kept_marks.customer_key
    where kept_marks.labels_mark is distinct from present_marks.labels_mark

),
{% else %}
changed as (

    select * from profiles

),
{% endif %}
labels as (
    {{ label_rows('changed', labels) }}

)

select
    customer_key,
    label_name,
    label_value,
    evidence,
    cast({{ as_of_date() }} as timestamp) as labelled_date
from labels
{% endsnapshot %}
