{{ config(schema='intermediate') }}

with contacts as (

    select * from {{ ref('stg_contact_centre__contact') }}

),

final as (

    select
        contact_id as party_id,
        'erp' as other_system,
        customer_ref as other_party_id,

        'customer_ref' as link_rule,
        changed_date as linked_since_date,
        party_key,
        erp_party_key as other_party_key
    from contacts
    where customer_ref is not null

)

select * from final
