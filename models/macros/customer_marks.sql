{#
    The customers of dim_customer that have to be made again, as the last of a chain of CTEs: `changed`.
    `records` has a row per version of a record, with its customer and its owner's key.
#}
{% macro customer_marks(records) -%}
record_marks as (

    select
        customer_key,
        {{ content_hash(['party_key', '_record_mark', 'owner_employee_key']) }} as record_mark
    from {{ records }}
    group by customer_key

),

identity_marks as (

    select
        customer_key,
        {{ content_hash(['party_key', 'party_rank']) }} as identity_mark
    from all_identities
    group by customer_key

),

marks as (

    select
        record_marks.customer_key,
        {{ row_hash([
            'record_marks.record_mark', 'identity_marks.identity_mark', var('small_max_employees'),
            var('medium_max_employees'), "'" ~ var('reporting_timezone') ~ "'",
        ]) }} as _version_mark
    from record_marks
    inner join identity_marks
        on record_marks.customer_key = identity_marks.customer_key

    union all

    select 0 as customer_key, 0 as _version_mark

),

changed as (

    {{ changed_groups('marks', ['customer_key']) }}

),
{%- endmacro %}
