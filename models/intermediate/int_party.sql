{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
    schema='intermediate',
) }}

{#
    Every record of a person or an organisation in any system, with what identifies it brought to one
    form: names in lower case without accents, marks and legal forms, phone numbers as digits, all in one width, and the
    keys of the blocks of records that share something with it. One merged away is in no block.
#}
{% set columns = {
    'party_key': 'bigint',
    'party_id': 'text',
    'party_kind': 'text',
    'party_name': 'text',
    'email_address': 'text',
    'phone_number': 'text',
    'tax_no': 'text',
    'birth_date': 'date',
    'postal_code': 'text',
    'city_name': 'text',
    'country_name': 'text',
    'first_seen_date': 'date',
    'is_merged': 'boolean',
} %}
{% set mark = row_hash([
    row_hash(['party_key', '_record_mark']),
    "'" ~ var('reporting_timezone') ~ "'",
    "'" ~ var('identity_preference') | join('|') ~ "'",
]) %}
with
{% if is_incremental() -%}
marks as (

    select
        party_key,
        {{ mark }} as _version_mark
    from ({{ conform('party', {'party_key': 'bigint', '_record_mark': 'bigint'}) }}) as records

),

changed as (

    {{ changed_groups('marks', ['party_key']) }}

),

parties as (

    select
        records.*,
        changed._version_mark
    from ({{ conform('party', columns) }}) as records
    inner join changed
        on records.party_key = changed.party_key

),
{%- else -%}
parties as (

    select
        *,
        {{ mark }} as _version_mark
    from ({{ conform('party', dict(columns, _record_mark='bigint')) }}) as records

),
{%- endif %}

normalised as (

    select
        *,
        case source_system
            {%- for system in var('identity_preference') %}
            when '{{ system }}' then {{ loop.index }}
            {%- endfor %}
            else 99
        end as system_rank,
        nullif({{ normalised_name(half_width('party_name')) }}, '') as normalised_name,
        {{ sorted_words(half_width('party_name')) }} as name_words,
        nullif(lower(trim({{ half_width('email_address') }})), '') as normalised_email,
        nullif({{ normalised_phone(half_width('phone_number')) }}, '') as normalised_phone,
        nullif({{ normalised_code(half_width('tax_no')) }}, '') as normalised_tax_no
    from parties

),

final as (

    select
        party_key,
        source_system,
        {%- for column in columns if column != 'party_key' %}
        {{ column }},
        {%- endfor %}
        system_rank,
        normalised_name,
        name_words,
        normalised_email,
        normalised_phone,
        normalised_tax_no,
        {%- for block, expression in match_blocks() %}
        case
            when not is_merged and {{ expression }} is not null
                then {{ row_hash(["'" ~ block ~ "'", expression]) }}
        end as {{ block }}_block_key,
        {%- endfor %}
        _version_mark
    from normalised

)

{{ made_again('final', 'changed', ['party_key']) }}
