{{ config(schema='intermediate') }}

{# Who answers is a contact of the contact centre or, without one, a customer number of the ERP. #}
with responses as (

    select * from {{ ref('stg_contact_centre__survey_response') }}

),

final as (

    select
        response_id,
        survey_id,
        case when contact_id is not null then 'contact_centre' else 'erp' end as party_system,
        coalesce(contact_id, customer_ref) as party_id,
        {{ surrogate_key(["'salesforce'", 'case_id']) }} as case_key,
        {{ surrogate_key(["'erp'", 'order_no']) }} as order_key,

        sent_at,
        answered_at,
        comment_text,

        _record_mark
    from responses

)

select * from final
