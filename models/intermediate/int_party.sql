{{ config(materialized='table', schema='intermediate') }}

{#
    Every record of a person or an organisation in any system, with what identifies it brought to one
    form: names in lower case without accents, marks and legal forms, phone numbers as digits.
#}
with parties as (

    {{ conform('party', {
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
    }) }}

),

final as (

    select
        {{ surrogate_key(['source_system', 'party_id']) }} as party_key,
        source_system,
        party_id,

        party_kind,
        party_name,
        email_address,
        phone_number,
        tax_no,
        birth_date,
        postal_code,
        city_name,
        country_name,
        first_seen_date,
        is_merged,
        case source_system
            {%- for system in var('identity_preference') %}
            when '{{ system }}' then {{ loop.index }}
            {%- endfor %}
            else 99
        end as system_rank,
        nullif({{ normalised_name('party_name') }}, '') as normalised_name,
        nullif(lower(trim(email_address)), '') as normalised_email,
        nullif({{ normalised_phone('phone_number') }}, '') as normalised_phone,
        nullif({{ normalised_code('tax_no') }}, '') as normalised_tax_no
    from parties

)

select * from final
