{#
    As CTEs of a fact of contacts with the contact centre, from `changed`, the records of `entity` that
    are to be written: `keyed`, with the keys of the customer on the day of `happened_at`
    (contact_date), of the employee and of the case. `columns` are the entity's, with _record_mark;
    `key` is the fact's surrogate key. `marks` are what a row depends on besides: vars, and what the
    as-of date makes of the columns `compared` of `contacts`.
#}
{% macro contact_rows(entity, columns, happened_at, key, marks=[], compared={}) -%}
{%- set made_of = [
    'contacts.source_system', 'contacts._record_mark', 'party_marks.party_mark',
    'employees.employee_key', 'cases.case_key', "'" ~ var('reporting_timezone') ~ "'",
] + marks -%}
{%- set narrow = {
    'party_system': 'text', 'party_id': 'text', 'case_key': 'bigint', 'employee_key': 'bigint',
    '_record_mark': 'bigint',
} -%}
{%- do narrow.update(compared) -%}
cases as (

    select case_key from {{ ref('int_service_case') }}

),

employees as (

    select employee_key from {{ ref('dim_employee_current') }}

),
{% if is_incremental() %}
present as (

    select
        contacts.source_system,
        contacts._record_mark,
        {{ row_hash(made_of) }} as _version_mark
    from (
        {{ conform(entity, narrow) | indent(8) }}
    ) as contacts
    {{ join_party_mark('contacts') }}
    left join employees
        on contacts.employee_key = employees.employee_key
    left join cases
        on contacts.case_key = cases.case_key

),

changed as (

    {{ changed_marks('present', [key]) }}

),
{% endif %}
contacts as (

    select
        contacts.*,
        {%- if is_incremental() %}
        changed._version_mark,
        {%- endif %}
        {{ business_date('contacts.' ~ happened_at) }} as contact_date
    from (
        {{ conform(entity, columns) | indent(8) }}
    ) as contacts
    {%- if is_incremental() %}
    inner join changed
        on contacts.source_system = changed.source_system
        and contacts._record_mark = changed._record_mark
    {%- endif %}

),

keyed as (

    select
        contacts.*,
        {{ party_keys() }},
        {{ member_key('employees.employee_key', source_key='contacts.employee_key') }}
            as known_employee_key,
        coalesce(cases.case_key, 0) as known_case_key
        {%- if not is_incremental() %},
        {{ row_hash(made_of) }} as _version_mark
        {%- endif %}
    from contacts
    {{ join_party('contacts', 'contacts.contact_date') }}
    {%- if not is_incremental() %}
    {{ join_party_mark('contacts') }}
    {%- endif %}
    left join employees
        on contacts.employee_key = employees.employee_key
    left join cases
        on contacts.case_key = cases.case_key

),
{%- endmacro %}
