{{ config(schema='intermediate') }}

{# An account that was merged into another is deleted in the CRM, and still names its customer. #}
with known as (

    select * from {{ ref('stg_salesforce__account_version') }}
    where next_changed_at is null

),

final as (

    select
        account_id as party_id,

        case when coalesce(is_person, false) then 'person' else 'organisation' end as party_kind,
        account_name as party_name,
        email_address,
        phone_number,
        tax_no,
        birth_date,
        postal_code,
        city_name,
        country_name,
        first_seen_date,
        is_deleted as is_merged,
        party_key,
        _record_mark
    from known
    where
        not is_deleted
        or master_account_id is not null

)

select * from final
