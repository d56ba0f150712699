{# What dim_customer takes of a version of a record, with its type. #}
{% macro customer_record_columns() -%}
    {{ return({
        'customer_id': 'text',
        'customer_name': 'text',
        'customer_type': 'text',
        'email_address': 'text',
        'phone_number': 'text',
        'birth_date': 'date',
        'postal_code': 'text',
        'city_name': 'text',
        'region_name': 'text',
        'country_name': 'text',
        'industry_name': 'text',
        'employee_count': 'integer',
        'acquisition_channel': 'text',
        'owner_employee_id': 'text',
        'currency_code': 'text',
        'credit_limit_source_amount': 'amount',
        'payment_terms_days': 'integer',
        'has_opted_out_of_email': 'boolean',
        'share_of_wallet': 'rate',
        'first_seen_date': 'date',
        'valid_from': 'date',
        'party_key': 'bigint',
        '_record_mark': 'bigint',
    }) }}
{%- endmacro %}

{# As a CTE of dim_customer, every version of a record with nothing but what tells that it is another one. #}
{% macro marked_customer_records() -%}
marked_records as (

    select
        identities.customer_key,
        identities.party_key,
        records._record_mark,
        employees.employee_key as owner_employee_key
    from (
        {{ conform('customer', {
            'party_key': 'bigint', 'owner_employee_id': 'text', '_record_mark': 'bigint',
        }) }}
    ) as records
    inner join all_identities as identities
        on records.party_key = identities.party_key
    left join employees
        on records.source_system = employees.source_system
        and records.owner_employee_id = employees.employee_id

),
{%- endmacro %}

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
