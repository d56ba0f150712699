{{ config(schema='intermediate') }}

with known as (

    select * from {{ ref('stg_salesforce__account_version') }}
    where next_changed_at is null

),

final as (

    select
        account_id as party_id,
        'erp' as other_system,
        erp_customer_no as other_party_id,

        'erp_customer_no' as link_rule,
        changed_date as linked_since_date,
        party_key,
        erp_party_key as other_party_key
    from known
    where erp_customer_no is not null

    union all

    select
        account_id as party_id,
        'salesforce' as other_system,
        master_account_id as other_party_id,

        'merged_into' as link_rule,
        changed_date as linked_since_date,
        party_key,
        master_party_key as other_party_key
    from known
    where master_account_id is not null

)

select * from final
