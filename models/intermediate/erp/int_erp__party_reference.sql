{{ config(schema='intermediate') }}

with customers as (

    select * from {{ ref('stg_erp__customer') }}

),

final as (

    select
        customer_no as party_id,
        'salesforce' as other_system,
        crm_account_id as other_party_id,

        'crm_account_id' as link_rule,
        changed_date as linked_since_date,
        party_key,
        crm_party_key as other_party_key
    from customers
    where crm_account_id is not null

)

select * from final
