{{ config(schema='intermediate') }}

{#
    dim_customer_profile with the cell of the key-account matrix, which is made of it: none for who has no
    place there.
#}
with profiles as (

    select * from {{ ref('dim_customer_profile') }}

),

accounts as (

    select * from {{ ref('dim_key_account') }}

),

final as (

    select
        profiles.*,
        coalesce(accounts.key_account_cell, 'none') as key_account_cell,
        accounts.attractiveness_score,
        accounts.strength_score
    from profiles
    left join accounts
        on profiles.customer_key = accounts.customer_key

)

select * from final
